package io.distsys.samples.donation;

/**
 * Something is no donation. The message is for whoever sent it.
 */
class InvalidDonationException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	InvalidDonationException(String message) {
		super(message);
	}

}
