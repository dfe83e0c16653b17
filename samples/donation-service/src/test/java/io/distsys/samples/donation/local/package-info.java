/**
 * Nodes of the service as processes of this machine: for the demonstration and for the
 * end-to-end test.
 */
@NullMarked
package io.distsys.samples.donation.local;

import org.jspecify.annotations.NullMarked;
