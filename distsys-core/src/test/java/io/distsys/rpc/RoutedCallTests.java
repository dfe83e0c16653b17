package io.distsys.rpc;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.distsys.cluster.NodeId;
import io.distsys.fakes.JvmNetwork;
import io.distsys.messaging.Reply;
import io.distsys.ownership.ResourceKey;
import io.distsys.rpc.Router.Answer;
import io.distsys.time.MonotonicClock;
import io.distsys.time.ThreadEventLoop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class RoutedCallTests {

	private static final NodeId HERE = new NodeId(1, 0);

	private static final NodeId OWNER = new NodeId(2, 0);

	private final ThreadEventLoop loop = new ThreadEventLoop("distsys-core-test", MonotonicClock.system());

	private final JvmNetwork network = new JvmNetwork(this.loop);

	private final CompletableFuture<Answer> owner = new CompletableFuture<>();

	private final RoutedCall call = new RoutedCall(this.network.connect(HERE), this.loop.clock(),
			(key, failed, deadlineNanos) -> this.owner, new ResourceKey("singleton", "one", 0), "address", false,
			Duration.ofSeconds(30), () -> new byte[0]);

	@AfterEach
	void stop() {
		this.loop.close();
	}

	@Test
	void whatWaitsForAnOwnerIsSentOnceThereIsOne() {
		this.network.connect(OWNER)
			.handle("address", Runnable::run, (message, replier) -> replier.reply(new Reply.Answered(new byte[0])));
		CompletableFuture<RoutedCall.End> end = this.call.proceed(null).toCompletableFuture();
		this.owner.complete(new Router.Route(OWNER, 1));
		assertThat(end).succeedsWithin(Duration.ofSeconds(20)).isInstanceOf(RoutedCall.Attempt.class);
		assertThat(this.network.sent).hasValue(1);
	}

	@Test
	void whatWaitsForAnOwnerIsNotSentOnceItsCallerHasGone() {
		CompletableFuture<RoutedCall.End> end = this.call.proceed(null).toCompletableFuture();
		this.call.abandon();
		this.owner.complete(new Router.Route(OWNER, 1));
		assertThat(end).succeedsWithin(Duration.ofSeconds(20)).isInstanceOf(RoutedCall.NotTaken.class);
		assertThat(this.network.sent).hasValue(0);
	}

}
