// SPDX-License-Identifier: Apache-2.0
#include "ws/report/outcome.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>

#include "ws/base/error.h"
#include "ws/base/messages.h"

namespace ws {
namespace {

constexpr size_t reserve_bytes = 32 << 20;  // of address space; nothing of it is touched
void* reserve = nullptr;

void give_reserve_back() {
  std::set_new_handler(nullptr);
  std::free(reserve);
  throw std::bad_alloc();
}

/// Where not even that was enough.
[[noreturn]] void end_without_memory() {
  if (const std::exception_ptr error = std::current_exception()) {
    const outcome end = outcome_of(error);
    std::fprintf(stderr, "%s\n", end.text.c_str());
    _exit(end.status);
  }
  std::abort();
}

}  // namespace

void keep_memory_for_the_end() {
  reserve = std::malloc(reserve_bytes);
  std::set_new_handler(give_reserve_back);
  std::set_terminate(end_without_memory);
}

outcome outcome_of(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const usage_error& e) {
    return {exit_status::usage, say(msg::usage, e.what())};
  } catch (const input_error& e) {
    return {exit_status::input, e.what()};
  } catch (const resource_error& e) {
    return {exit_status::resources, e.what()};
  } catch (const std::bad_alloc&) {
    return {exit_status::resources, say(msg::out_of_memory)};
  } catch (const simulation_error& e) {
    return {exit_status::simulation, e.what()};
  } catch (const std::exception& e) {
    // SystemC hands on what a process threw as a report that quotes it.
    if (std::strstr(e.what(), "std::bad_alloc") != nullptr) {
      return {exit_status::resources, say(msg::out_of_memory)};
    }
    return {exit_status::simulation, say(msg::simulation_failed, e.what())};
  }
}

}  // namespace ws
