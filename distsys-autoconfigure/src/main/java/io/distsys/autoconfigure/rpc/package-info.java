/**
 * Auto-configuration of remote services.
 */
@NullMarked
package io.distsys.autoconfigure.rpc;

import org.jspecify.annotations.NullMarked;
