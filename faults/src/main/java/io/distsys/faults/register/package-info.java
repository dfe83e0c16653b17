/**
 * A store outside of the cluster that refuses old tokens.
 */
@NullMarked
package io.distsys.faults.register;

import org.jspecify.annotations.NullMarked;
