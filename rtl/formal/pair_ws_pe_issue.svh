// SPDX-License-Identifier: Apache-2.0
// For pairs of the issue: what the last microthread's bits mean, and who went last. If the highest
// bit is set, the others mean nothing.

  assign state_o = {thread_q, last_q[7] ? 8'h80 : last_q};
