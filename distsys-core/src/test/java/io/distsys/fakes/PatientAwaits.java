package io.distsys.fakes;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Whoever awaits something and does not say for how long awaits it longer than a busy
 * machine stands still. Applies to all test classes of this module.
 */
public final class PatientAwaits implements BeforeAllCallback {

	private static final Duration LONG = Duration.ofSeconds(40);

	@Override
	public void beforeAll(ExtensionContext context) {
		Awaitility.setDefaultTimeout(LONG);
	}

}
