/**
 * Auto-configuration of the quorum.
 */
@NullMarked
package io.distsys.autoconfigure.quorum;

import org.jspecify.annotations.NullMarked;
