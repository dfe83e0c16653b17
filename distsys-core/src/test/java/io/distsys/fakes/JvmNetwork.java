package io.distsys.fakes;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

import io.distsys.cluster.NodeId;
import io.distsys.messaging.Lane;
import io.distsys.messaging.MessageHandler;
import io.distsys.messaging.MessageHandler.Message;
import io.distsys.messaging.Messenger;
import io.distsys.messaging.Outcome;
import io.distsys.messaging.Refusal;
import io.distsys.messaging.Reply;
import io.distsys.time.EventLoop;
import io.distsys.time.Subscription;

/** Messengers of nodes in one process; replies come on the loop. */
public final class JvmNetwork {

	private final Map<NodeId, Node> nodes = new ConcurrentHashMap<>();

	private final EventLoop loop;

	/** Calls and casts between different nodes. */
	public final AtomicInteger sent = new AtomicInteger();

	/** What is larger is not sent, as in the real messenger. */
	public volatile int maxPayloadBytes = Integer.MAX_VALUE;

	/** Thrown once, at whoever answers next. */
	public volatile Error replyFault;

	/** Takes along what is asked beside the lane; by default that travels by the lane. */
	public volatile Executor besideTheLane = Runnable::run;

	public JvmNetwork(EventLoop loop) {
		this.loop = loop;
	}

	public Messenger connect(NodeId id) {
		return this.nodes.computeIfAbsent(id, Node::new);
	}

	private record Handling(Executor executor, MessageHandler handler) {

	}

	private final class Node implements Messenger {

		private final NodeId id;

		private final Map<String, Handling> handlers = new ConcurrentHashMap<>();

		private Node(NodeId id) {
			this.id = id;
		}

		@Override
		public NodeId self() {
			return this.id;
		}

		@Override
		public Subscription handle(String address, Executor executor, MessageHandler handler) {
			if (this.handlers.putIfAbsent(address, new Handling(executor, handler)) != null) {
				throw new IllegalStateException(address);
			}
			return () -> this.handlers.remove(address);
		}

		@Override
		public CompletionStage<Reply> call(NodeId to, Lane lane, String address, byte[] payload, Duration timeout) {
			requireSendable(payload.length, address);
			JvmNetwork.this.sent.incrementAndGet();
			CompletableFuture<Reply> result = new CompletableFuture<>();
			Node target = JvmNetwork.this.nodes.get(to);
			if (target == null) {
				reply(result, new Reply.Unreachable(Outcome.DID_NOT_RUN, "not in view"));
				return result;
			}
			Handling handling = target.handlers.get(address);
			if (handling == null) {
				reply(result, new Reply.Refused(Refusal.NO_SUCH_ADDRESS, new byte[0]));
				return result;
			}
			JvmNetwork.this.loop.schedule(timeout, () -> result.complete(new Reply.TimedOut(Outcome.MAY_HAVE_RUN)));
			Message message = new Message(this.id, payload, JvmNetwork.this.loop.clock().nanos() + timeout.toNanos());
			handling.executor().execute(() -> handling.handler().handle(message, (answer) -> {
				Error fault = JvmNetwork.this.replyFault;
				if (fault != null) {
					JvmNetwork.this.replyFault = null;
					throw fault;
				}
				if (answer instanceof Reply.Answered answered) {
					requireSendable(answered.payload().length, "a reply");
				}
				reply(result, answer);
			}));
			return result;
		}

		@Override
		public CompletionStage<Reply> ask(NodeId to, Lane lane, String address, byte[] payload, Duration timeout) {
			CompletableFuture<Reply> result = new CompletableFuture<>();
			JvmNetwork.this.besideTheLane
				.execute(() -> call(to, lane, address, payload, timeout).thenAccept(result::complete));
			return result;
		}

		@Override
		public CompletionStage<Reply> askInOrder(NodeId to, Lane lane, String address, byte[] payload,
				Duration timeout) {
			return call(to, lane, address, payload, timeout);
		}

		@Override
		public void requireSendable(int bytes, String what) {
			if (bytes > JvmNetwork.this.maxPayloadBytes) {
				throw new IllegalArgumentException("The message for '" + what + "' has " + bytes
						+ " bytes, more than the limit of " + JvmNetwork.this.maxPayloadBytes + ": send it in parts");
			}
		}

		private void reply(CompletableFuture<Reply> result, Reply reply) {
			JvmNetwork.this.loop.execute(() -> result.complete(reply));
		}

		@Override
		public boolean cast(NodeId to, Lane lane, String address, byte[] payload) {
			requireSendable(payload.length, address);
			JvmNetwork.this.sent.incrementAndGet();
			Node target = JvmNetwork.this.nodes.get(to);
			Handling handling = (target != null) ? target.handlers.get(address) : null;
			if (handling == null) {
				return false;
			}
			Message message = new Message(this.id, payload, Long.MAX_VALUE);
			handling.executor().execute(() -> handling.handler().handle(message, (answer) -> {
			}));
			return true;
		}

	}

}
