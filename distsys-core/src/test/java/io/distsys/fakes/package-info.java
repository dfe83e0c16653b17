/** Stand-ins for the layers below, for tests of one layer with real threads. */
package io.distsys.fakes;
