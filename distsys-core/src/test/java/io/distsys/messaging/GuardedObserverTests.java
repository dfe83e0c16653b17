package io.distsys.messaging;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.distsys.messaging.MessageObserver.Kind;
import io.distsys.messaging.MessageObserver.Operation;
import io.distsys.messaging.MessageObserver.Receiving;
import io.distsys.messaging.MessageObserver.Sending;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** Whatever an observer fails on, what it observes is what it would be without it. */
class GuardedObserverTests {

	private static final Operation OPERATION = new Operation(Kind.TOPIC, "t", "");

	private final FailingObserver failing = new FailingObserver();

	private final MessageObserver guarded = MessageObserver.guarded(this.failing);

	@Test
	void nobodyAndWhoIsGuardedAreGuardedAlready() {
		assertThat(MessageObserver.guarded(MessageObserver.none())).isSameAs(MessageObserver.none());
		assertThat(MessageObserver.guarded(this.guarded)).isSameAs(this.guarded);
	}

	@ParameterizedTest
	@ValueSource(strings = { "send", "context", "sent" })
	void whatIsSentIsSent(String where) {
		this.failing.failsIn(where);
		String result = this.guarded.send(OPERATION, (context) -> "sent with " + context);
		assertThat(result).isEqualTo("sent with " + (where.equals("sent") ? "{a=b}" : "{}"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "receive", "leave", "end" })
	void whatIsDoneIsDone(String where) {
		this.failing.failsIn(where);
		String result = this.guarded.receive(OPERATION, Map.of(), () -> "done");
		assertThat(result).isEqualTo("done");
	}

	@Test
	void whatTheWorkThrowsIsThrown() {
		this.failing.failsIn("end");
		assertThatIllegalStateException().isThrownBy(() -> this.guarded.receive(OPERATION, Map.of(), () -> {
			throw new IllegalStateException("of the work");
		})).withMessage("of the work");
	}

	@Test
	void theEndIsToldAlsoIfTheThreadCannotLeave() {
		this.failing.failsIn("leave");
		this.guarded.receive(OPERATION, Map.of(), () -> "done");
		assertThat(this.failing.told).containsExactly("receive", "leave", "end");
	}

	@Test
	void anErrorOfTheMachineIsNotTheObserversToHide() {
		this.failing.failure = new OutOfMemoryError("planted");
		this.failing.failsIn("end");
		assertThatExceptionOfType(OutOfMemoryError.class)
			.isThrownBy(() -> this.guarded.receive(OPERATION, Map.of(), () -> "done"));
	}

	private static final class FailingObserver implements MessageObserver, Receiving {

		private final List<String> told = new ArrayList<>();

		private Error failure = new NoClassDefFoundError("planted");

		private String where = "";

		private void failsIn(String step) {
			this.where = step;
		}

		private void step(String name) {
			this.told.add(name);
			if (this.where.equals(name)) {
				throw this.failure;
			}
		}

		@Override
		public Sending send(Operation operation) {
			step("send");
			return new Sending() {

				@Override
				public Map<String, String> context() {
					step("context");
					return Map.of("a", "b");
				}

				@Override
				public void end(Throwable failure) {
					step("sent");
				}

			};
		}

		@Override
		public Receiving receive(Operation operation, Map<String, String> context) {
			step("receive");
			return this;
		}

		@Override
		public void leaveThread() {
			step("leave");
		}

		@Override
		public void end(Throwable thrown) {
			step("end");
		}

	}

}
