package io.distsys.time;

import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class SubscriptionTests {

	private final AtomicInteger closed = new AtomicInteger();

	@Test
	void whatIsClosedTwiceIsTakenBackOnce() {
		Subscription subscription = Subscription.once(this.closed::incrementAndGet);
		assertThat(this.closed).hasValue(0);
		subscription.close();
		subscription.close();
		assertThat(this.closed).hasValue(1);
	}

	@Test
	void whatFailsToBeTakenBackIsNotTakenBackAgain() {
		Subscription subscription = Subscription.once(() -> {
			this.closed.incrementAndGet();
			throw new IllegalStateException("planted");
		});
		assertThatIllegalStateException().isThrownBy(subscription::close);
		subscription.close();
		assertThat(this.closed).hasValue(1);
	}

}
