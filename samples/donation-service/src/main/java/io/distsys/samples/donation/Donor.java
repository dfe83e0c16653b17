package io.distsys.samples.donation;

import java.util.concurrent.CompletionStage;

/**
 * One donor, wherever in the cluster its worker lives.
 */
interface Donor {

	/**
	 * Count a donation, unless one with its id has been counted.
	 * @param donation the donation
	 * @return completes with what became of it
	 */
	CompletionStage<Receipt> give(Donation donation);

	/**
	 * What this donor has given.
	 * @return the account
	 */
	Account account();

	/**
	 * What became of a donation.
	 *
	 * @param repeated whether its id had been counted before, so that nothing changed
	 * @param account the donor's account after it
	 */
	record Receipt(boolean repeated, Account account) {

	}

}
