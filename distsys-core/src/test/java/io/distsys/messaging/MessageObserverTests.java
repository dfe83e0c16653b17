package io.distsys.messaging;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import io.distsys.fakes.RecordingObserver;
import io.distsys.fakes.RecordingObserver.Sent;
import io.distsys.messaging.MessageObserver.Kind;
import io.distsys.messaging.MessageObserver.Operation;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** What is sent and has its outcome later ends with that, and once. */
class MessageObserverTests {

	private static final Operation OPERATION = new Operation(Kind.RELIABLE_TOPIC, "orders", "");

	private final RecordingObserver observer = new RecordingObserver();

	private final CompletableFuture<String> outcome = new CompletableFuture<>();

	private CompletionStage<String> send() {
		return this.observer.sendAsync(OPERATION, (context) -> {
			assertThat(context).isEqualTo(Map.of());
			return this.outcome.thenApply((text) -> text + "!");
		});
	}

	@Test
	void itsEndIsWhenItsOutcomeIsKnown() {
		CompletionStage<String> sent = send();
		assertThat(this.observer.sent()).isEmpty();
		this.outcome.complete("done");
		assertThat(sent).isCompletedWithValue("done!");
		assertThat(this.observer.sent()).containsExactly(new Sent(OPERATION, null));
	}

	@Test
	void whatItHasFailedOnIsToldWithoutTheStagesThatCarriedIt() {
		CompletionStage<String> sent = send();
		IllegalStateException failure = new IllegalStateException("planted");
		this.outcome.completeExceptionally(failure);
		assertThat(sent).isCompletedExceptionally();
		assertThat(this.observer.sent()).containsExactly(new Sent(OPERATION, failure));
		CompletionException plain = new CompletionException("without a cause", null);
		this.observer.sendAsync(OPERATION, (context) -> CompletableFuture.failedFuture(plain));
		assertThat(this.observer.sent()).last().isEqualTo(new Sent(OPERATION, plain));
	}

	@Test
	void whatIsNotEvenSentHasEnded() {
		IllegalStateException failure = new IllegalStateException("planted");
		assertThatIllegalStateException().isThrownBy(() -> this.observer.sendAsync(OPERATION, (context) -> {
			throw failure;
		})).isSameAs(failure);
		assertThat(this.observer.sent()).containsExactly(new Sent(OPERATION, failure));
	}

}
