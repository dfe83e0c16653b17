package io.distsys.samples.donation;

import java.math.BigDecimal;

/**
 * A donor's account, and who gave notice of it.
 *
 * @param donorId the donor
 * @param count how many donations and refunds were counted
 * @param total their sum
 * @param zakat 2.5 % of the total, exact
 * @param nodeId the node on which the donor's worker lives
 * @param nodeName the node's name
 */
record Account(String donorId, int count, BigDecimal total, BigDecimal zakat, String nodeId, String nodeName) {

}
