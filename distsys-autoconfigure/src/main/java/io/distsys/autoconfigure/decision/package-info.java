/**
 * Auto-configuration of decisions by the majority of the nodes.
 */
@NullMarked
package io.distsys.autoconfigure.decision;

import org.jspecify.annotations.NullMarked;
