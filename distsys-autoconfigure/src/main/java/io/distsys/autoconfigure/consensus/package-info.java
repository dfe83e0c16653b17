/**
 * Auto-configuration of consensus.
 */
@NullMarked
package io.distsys.autoconfigure.consensus;

import org.jspecify.annotations.NullMarked;
