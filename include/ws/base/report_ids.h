// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Every SC_REPORT id of the project: one line each, so that tests and users can name them.
namespace ws::id {
inline constexpr char out_of_order[] = "/ws/swarmx/out_of_order";
inline constexpr char bad_response[] = "/ws/link/bad_response";
inline constexpr char unexpected_burst[] = "/ws/link/unexpected_burst";
inline constexpr char link_held[] = "/ws/wafer/link_held";
inline constexpr char not_loadable[] = "/ws/wafer/not_loadable";
inline constexpr char bad_fabric[] = "/ws/wafer/bad_fabric";
inline constexpr char no_such_link[] = "/ws/wafer/no_such_link";
inline constexpr char tile_trapped[] = "/ws/wafer/tile_trapped";
}  // namespace ws::id
