package io.distsys.samples.donation;

import java.math.BigDecimal;

/**
 * The totals of the whole cluster.
 *
 * @param sum of all donations and refunds
 * @param count how many they are
 * @param donors of how many donors
 * @param zakat 2.5 % of the sum, exact
 * @param asOf when it was published, by the clock of the node that did
 * @param nodeId the node that published it
 * @param nodeName the node's name
 * @param token of the grant by which it did; a later holder has a larger one
 * @param nodesCounted how many nodes are in the totals
 * @param nodesInView how many that node saw: while nodes come and go these may differ
 */
record Report(BigDecimal sum, long count, int donors, BigDecimal zakat, String asOf, String nodeId, String nodeName,
		long token, int nodesCounted, int nodesInView) {

}
