// SPDX-License-Identifier: Apache-2.0
#include "ws/report/outcome.h"

#include <cstring>
#include <new>

#include "ws/base/error.h"
#include "ws/base/messages.h"

namespace ws {

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
