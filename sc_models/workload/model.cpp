// SPDX-License-Identifier: Apache-2.0
#include "ws/workload/model.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "families.h"
#include "json_text.h"
#include "model_fields.h"
#include "ws/base/error.h"
#include "ws/base/messages.h"

namespace ws {
namespace {

constexpr size_t longest_file = 1'000'000;
constexpr uint64_t most_parts = 40'000;  // layers, or experts in all layers: an op list of its size

/// The file's stem, or its folder's name when it is a plain config.json.
std::string name_of(const std::string& file) {
  const std::filesystem::path path(file);
  if (path.filename() == "config.json" && path.has_parent_path())
    return path.parent_path().filename().string();
  return path.stem().string();
}

void build_mlp(const std::vector<uint64_t>& sizes, const std::string& function, bool bias,
               model& m) {
  graph_builder graph(m);
  int at = -1;
  const size_t matrices = sizes.size() - 1;
  for (size_t i = 0; i < matrices; ++i) {
    const bool hidden = i + 1 < matrices;
    graph.set_block(hidden ? static_cast<int>(i) : -1);
    const std::string name = "layers." + std::to_string(i);
    at = graph.matrix(name, at, sizes[i + 1], sizes[i], bias, true);
    if (!hidden) break;
    at = graph.activation(name + ".activation", at, function, sizes[i + 1]);
    m.spill_bytes_per_token =
        std::max(m.spill_bytes_per_token,
                 2 * (static_cast<double>(sizes[i]) + static_cast<double>(sizes[i + 1])));
  }
  graph.add(op_kind::loss, "loss", -1, at, 1);
  m.blocks = matrices - 1;
  m.hidden = *std::max_element(sizes.begin(), sizes.end());
  m.vocabulary = sizes.back();
  m.causal = false;
  m.sample_bytes = 4 * sizes.front() + 4;  // f32 features and a label
}

class model_reader {
 public:
  explicit model_reader(const std::string& file) : m_file(file) {}

  model read(const std::string& text) {
    if (text.size() > longest_file) fail(say(msg::model_file_large, longest_file));
    const json_node root = parse_json(text, m_file, m_faults);
    throw_faults();
    if (root.is != json_node::kind::object) fail(say(msg::model_not_object, shown(root)));
    model_fields fields(root, "", m_faults);
    m_model.name = name_of(m_file);
    m_model.file = m_file;
    m_model.family = family(root, fields);
    if (m_model.family.empty()) {
      fields.finish();
      throw_faults();
    }
    read_extras(root, fields);
    if (m_model.family == "mlp")
      read_mlp(fields);
    else
      read_decoder(fields);
    const unsigned __int128 parameters = count_parameters();
    if (parameters > INT64_MAX) fail(say(msg::model_too_large, INT64_MAX));
    return std::move(m_model);
  }

 private:
  std::string family(const json_node& root, model_fields& fields) {
    const json_node* type = root.find("model_type");
    if (type && type->is != json_node::kind::null)
      return fields.one_of("model_type", "", model_families());
    fields.text("model_type", fmt::format("one of {}", fmt::join(model_families(), ", ")));
    return "";
  }

  /// What a file may say to this program in particular.
  void read_extras(const json_node& root, model_fields& fields) {
    if (m_model.family == "mlp" || m_model.family == "dense") set_data(fields.text_or("data", ""));
    if (!root.find("waferstream")) return;
    const json_node* extras = fields.object_or_null("waferstream");
    if (!extras) return;
    model_fields own(*extras, "waferstream.", m_faults);
    if (m_model.data.empty()) set_data(own.text_or("data", ""));
    m_sequence = own.size_or({"sequence_length"}, 0, 1'000'000'000);
    m_sequence_where = extras->find("sequence_length");
    m_ignored = own.finish();
  }
  void set_data(const std::string& path) {
    if (path.empty()) return;
    const std::filesystem::path folder = std::filesystem::path(m_file).parent_path();
    m_model.data = (folder / path).lexically_normal().string();
  }

  void read_mlp(model_fields& fields) {
    const std::vector<uint64_t> sizes = fields.sizes(
        "layer_sizes", "the widths from the features to the classes", 2, most_parts + 2);
    const std::string function = read_activation(fields, "activation", "relu");
    const bool bias = fields.flag_or("bias", true);
    finish(fields);
    build_mlp(sizes, function, bias, m_model);
  }

  void read_decoder(model_fields& fields) {
    decoder_shape shape = read_family(m_model.family, fields);
    if (m_sequence) {
      if (shape.positions && m_sequence > shape.sequence && shape.sequence)
        add_fault(m_faults, m_sequence_where->where,
                  say(msg::model_value, "waferstream.sequence_length", m_sequence,
                      fmt::format("at most the model's {} positions", shape.sequence)));
      shape.sequence = m_sequence;
    }
    const uint64_t experts = std::max<uint64_t>(shape.experts, 1);
    if (shape.layers * experts > most_parts)
      add_fault(m_faults, in_file(), say(msg::model_too_long, shape.layers, experts, most_parts));
    finish(fields);
    build_decoder(shape, m_model);
  }

  void finish(model_fields& fields) {
    m_model.ignored_keys = fields.finish();
    m_model.ignored_keys.insert(m_model.ignored_keys.end(), m_ignored.begin(), m_ignored.end());
    throw_faults();
  }
  unsigned __int128 count_parameters() const {
    unsigned __int128 sum = 0;
    for (const tensor& t : m_model.tensors)
      sum += static_cast<unsigned __int128>(t.rows) * t.columns;
    return sum;
  }
  void throw_faults() {
    if (m_faults.empty()) return;
    // In the file's order, then what is about the whole file.
    const auto key = [](const fault& f) {
      return std::make_pair(f.where.line ? f.where.line : INT_MAX, f.where.column);
    };
    std::stable_sort(m_faults.begin(), m_faults.end(),
                     [&](const fault& a, const fault& b) { return key(a) < key(b); });
    throw input_error(std::move(m_faults));
  }
  location in_file() const {
    location where;
    where.file = m_file;
    return where;
  }
  [[noreturn]] void fail(std::string text) {
    add_fault(m_faults, in_file(), std::move(text));
    throw input_error(std::move(m_faults));
  }

  std::string m_file;
  std::vector<fault> m_faults;
  std::vector<std::string> m_ignored;
  uint64_t m_sequence = 0;
  const json_node* m_sequence_where = nullptr;
  model m_model;
};

}  // namespace

const char* to_string(op_kind kind) {
  switch (kind) {
    case op_kind::embedding:
      return "embedding";
    case op_kind::position:
      return "position";
    case op_kind::normalize:
      return "normalize";
    case op_kind::gain:
      return "gain";
    case op_kind::bias:
      return "bias";
    case op_kind::matrix:
      return "matrix";
    case op_kind::attention:
      return "attention";
    case op_kind::activation:
      return "activation";
    case op_kind::residual:
      return "residual";
    case op_kind::loss:
      return "loss";
  }
  return "";
}

uint64_t model::parameters() const {
  uint64_t sum = 0;
  for (const tensor& t : tensors) sum += t.parameters();
  return sum;
}

double model::forward_flops_per_token() const {
  double macs = 0;
  for (const op& o : ops) macs += o.forward_macs_per_token;
  return 2 * macs;
}

double model::backward_flops_per_token() const {
  double macs = 0;
  for (const op& o : ops) macs += o.backward_macs_per_token;
  return 2 * macs;
}

model parse_model(const std::string& text, const std::string& name) {
  return model_reader(name).read(text);
}

model load_model(const std::string& path) {
  const auto refuse = [&path](const char* reason) {
    std::vector<fault> faults(1);
    faults[0].where.file = path;
    faults[0].text = say(msg::cannot_read, reason);
    throw input_error(std::move(faults));
  };
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) refuse("it is a folder");
  std::ifstream file(path, std::ios::binary);
  if (!file) refuse(std::strerror(errno));
  std::string text(longest_file + 1, '\0');  // one more tells a longer file
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad()) refuse(std::strerror(errno));
  text.resize(static_cast<size_t>(file.gcount()));
  return parse_model(text, path);
}

}  // namespace ws
