package io.distsys.lock;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class LockSettingsTests {

	@Test
	void asManyMayWaitAsTravelInOneMessage() {
		assertThat(new LockSettings(Duration.ofSeconds(1), 100_000).maxWaiting()).isEqualTo(100_000);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 100_001 })
	void noneOrMoreIsRefused(int waiting) {
		assertThatIllegalArgumentException().isThrownBy(() -> new LockSettings(Duration.ofSeconds(1), waiting))
			.withMessage("maxWaiting must be at least 1 and at most 100000, not " + waiting);
	}

}
