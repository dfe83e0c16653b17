/**
 * Monotonic time, hybrid logical time and the single-threaded event loop: the only place
 * that reads a clock.
 */
@NullMarked
package io.distsys.time;

import org.jspecify.annotations.NullMarked;
