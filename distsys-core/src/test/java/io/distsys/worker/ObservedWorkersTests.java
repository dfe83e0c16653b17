package io.distsys.worker;

import java.util.Map;

import io.distsys.messaging.MessageObserver;
import io.distsys.rpc.RemoteException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What becomes of a call when whoever observes it fails. */
@Timeout(60)
class ObservedWorkersTests {

	private final FailingObserver observer = new FailingObserver();

	private final JournalPair nodes = new JournalPair(this.observer);

	private final Journal journal = this.nodes.journal;

	@AfterEach
	void stop() {
		this.nodes.close();
	}

	@Test
	void anObserverThatFailsDoesNotHideWhatACallHasDone() {
		this.observer.failure = new NoClassDefFoundError("planted in the observer");
		assertThat(this.journal.add(3)).isEqualTo(1);
		assertThat(this.journal.append(4).join()).isEqualTo(2);
		this.observer.failure = null;
		assertThat(this.journal.all()).containsExactly(3, 4);
	}

	/** What has run is not known then: so the worker is made anew, as after a failure. */
	@Test
	void anErrorOfTheMachineBesideACallIsAnsweredAndLeavesAWorkerThatGoesOn() {
		this.observer.failure = new OutOfMemoryError("planted");
		assertThatExceptionOfType(RemoteException.class).isThrownBy(() -> this.journal.add(3));
		this.observer.failure = null;
		assertThat(this.journal.all()).isEmpty();
		assertThat(this.journal.add(4)).isEqualTo(1);
	}

	/** Fails when the callee is done. */
	private static final class FailingObserver implements MessageObserver {

		private volatile Error failure;

		@Override
		public Sending send(Operation operation) {
			return MessageObserver.none().send(operation);
		}

		@Override
		public Receiving receive(Operation operation, Map<String, String> context) {
			return new Receiving() {

				@Override
				public void leaveThread() {
					// The thread has nothing of it.
				}

				@Override
				public void end(Throwable thrown) {
					Error planted = FailingObserver.this.failure;
					if (planted != null) {
						throw planted;
					}
				}

			};
		}

	}

}
