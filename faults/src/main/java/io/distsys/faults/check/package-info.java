/**
 * Says whether a history keeps the promises.
 */
@NullMarked
package io.distsys.faults.check;

import org.jspecify.annotations.NullMarked;
