// SPDX-License-Identifier: Apache-2.0
#include "decoder.h"

namespace ws {

int graph_builder::tensor(const std::string& name, uint64_t rows, uint64_t columns,
                          bool sparsifiable) {
  m_model.tensors.push_back({name, rows, columns, sparsifiable});
  return static_cast<int>(m_model.tensors.size()) - 1;
}

op& graph_builder::add(op_kind kind, const std::string& name, int tensor, int input,
                       uint64_t width) {
  op next;
  next.kind = kind;
  next.name = name;
  next.tensor = tensor;
  next.block = m_block;
  next.input = input;
  next.width = width;
  m_model.ops.push_back(std::move(next));
  return m_model.ops.back();
}

int graph_builder::matrix_of(int tensor, const std::string& name, int input, double share) {
  const ws::tensor& weights = m_model.tensors[static_cast<size_t>(tensor)];
  const double macs = static_cast<double>(weights.rows) * static_cast<double>(weights.columns);
  op& product = add(op_kind::matrix, name, tensor, input, weights.rows);
  product.forward_macs_per_token = macs * share;
  product.backward_macs_per_token = 2 * macs * share;  // towards the input and towards the weights
  return last();
}

int graph_builder::matrix(const std::string& name, int input, uint64_t rows, uint64_t columns,
                          bool bias, bool sparsifiable, double share) {
  const std::string weight = name + ".weight";
  int at = matrix_of(tensor(weight, rows, columns, sparsifiable), weight, input, share);
  if (bias) {
    const std::string vector = name + ".bias";
    add(op_kind::bias, vector, tensor(vector, 1, rows, false), at, rows);
    at = last();
  }
  return at;
}

int graph_builder::activation(const std::string& name, int input, const std::string& function,
                              uint64_t width, int gate) {
  op& next = add(op_kind::activation, name, -1, input, width);
  next.function = function;
  next.second_input = gate;
  return last();
}

int graph_builder::residual(const std::string& name, int input, int second_input, uint64_t width) {
  add(op_kind::residual, name, -1, input, width).second_input = second_input;
  return last();
}

}  // namespace ws
