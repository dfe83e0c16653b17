package io.distsys.time;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class DoublingPauseTests {

	private final DoublingPause pauses = new DoublingPause(Duration.ofSeconds(1), Duration.ofSeconds(3));

	@Test
	void eachIsTwiceAsLongAsTheOneBeforeUpToTheLongest() {
		Duration first = this.pauses.after(null);
		Duration second = this.pauses.after(first);
		Duration third = this.pauses.after(second);
		assertThat(first).hasSeconds(1);
		assertThat(second).hasSeconds(2);
		assertThat(third).hasSeconds(3);
		assertThat(this.pauses.after(third)).hasSeconds(3);
	}

	@Test
	void thereIsNoPauseOfNothingAndNoneLongerThanTheLongest() {
		assertThatIllegalArgumentException().isThrownBy(() -> new DoublingPause(Duration.ZERO, Duration.ofSeconds(1)))
			.withMessageContaining("positive");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new DoublingPause(Duration.ofSeconds(2), Duration.ofSeconds(1)))
			.withMessageContaining("PT2S and PT1S");
	}

}
