package io.distsys.simulation;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.NodeId;
import io.distsys.messaging.Lane;
import io.distsys.messaging.MessageHandler;
import io.distsys.messaging.MessagingSettings;
import io.distsys.messaging.Messenger;
import io.distsys.messaging.Outcome;
import io.distsys.messaging.Refusal;
import io.distsys.messaging.Reply;
import io.distsys.messaging.Transport;
import io.distsys.time.Subscription;

/**
 * A messenger that hands over every loss and reordering of the network, and casts also
 * repeatedly: what works over this one works over a better one. A call is handled at most
 * once.
 */
public final class SimulatedMessenger implements Messenger {

	private static final int MAX_PAYLOAD_BYTES = MessagingSettings.ofDefaults().maxPayloadBytes();

	private static final byte CALL = 1;

	private static final byte CAST = 2;

	private static final byte ANSWER = 3;

	private static final byte NO_ADDRESS = 4;

	private final Cluster cluster;

	private final Transport transport;

	private final VirtualLoop loop;

	private final Map<String, Handler> handlers = new HashMap<>();

	private final Map<Long, CompletableFuture<Reply>> calls = new HashMap<>();

	private final Set<List<Object>> handled = new HashSet<>();

	private long correlation;

	private record Handler(Executor executor, MessageHandler handler) {

	}

	public SimulatedMessenger(Cluster cluster, Transport transport, VirtualLoop loop) {
		this.cluster = cluster;
		this.transport = transport;
		this.loop = loop;
		transport.receive(this::onFrame);
	}

	@Override
	public NodeId self() {
		return this.cluster.self().id();
	}

	@Override
	public Subscription handle(String address, Executor executor, MessageHandler handler) {
		if (this.handlers.putIfAbsent(address, new Handler(executor, handler)) != null) {
			throw new IllegalStateException("'" + address + "' has a handler");
		}
		return () -> this.handlers.remove(address);
	}

	@Override
	public CompletionStage<Reply> call(NodeId to, Lane lane, String address, byte[] payload, Duration timeout) {
		CompletableFuture<Reply> reply = new CompletableFuture<>();
		if (!this.cluster.view().contains(to)) {
			this.loop
				.execute(() -> reply.complete(new Reply.Unreachable(Outcome.DID_NOT_RUN, to + " is not in the view")));
			return reply;
		}
		long id = this.correlation++;
		this.calls.put(id, reply);
		this.loop.schedule(timeout, () -> {
			if (this.calls.remove(id) != null) {
				reply.complete(new Reply.TimedOut(Outcome.MAY_HAVE_RUN));
			}
		});
		send(to, lane, CALL, id, address, payload);
		return reply;
	}

	@Override
	public boolean cast(NodeId to, Lane lane, String address, byte[] payload) {
		boolean known = this.cluster.view().contains(to);
		if (known) {
			send(to, lane, CAST, 0, address, payload);
		}
		return known;
	}

	private void send(NodeId to, Lane lane, byte kind, long id, String address, byte[] payload) {
		if (payload.length > MAX_PAYLOAD_BYTES) {
			throw new IllegalArgumentException("The message for '" + address + "' has " + payload.length + " bytes");
		}
		byte[] name = address.getBytes(StandardCharsets.UTF_8);
		byte[] frame = ByteBuffer.allocate(13 + name.length + payload.length)
			.put(kind)
			.putLong(id)
			.putInt(name.length)
			.put(name)
			.put(payload)
			.array();
		if (to.equals(self())) {
			this.loop.execute(() -> onFrame(to, lane, frame));
		}
		else {
			this.transport.send(to, lane, frame);
		}
	}

	private void onFrame(NodeId from, Lane lane, byte[] frame) {
		ByteBuffer in = ByteBuffer.wrap(frame);
		byte kind = in.get();
		long id = in.getLong();
		byte[] name = new byte[in.getInt()];
		in.get(name);
		byte[] payload = new byte[in.remaining()];
		in.get(payload);
		if (kind == CALL && !this.handled.add(List.of(from, id))) {
			return;
		}
		if (kind == CALL || kind == CAST) {
			deliver(from, lane, kind, id, new String(name, StandardCharsets.UTF_8), payload);
			return;
		}
		CompletableFuture<Reply> reply = this.calls.remove(id);
		if (reply != null) {
			reply.complete((kind == ANSWER) ? new Reply.Answered(payload)
					: new Reply.Refused(Refusal.NO_SUCH_ADDRESS, payload));
		}
	}

	private void deliver(NodeId from, Lane lane, byte kind, long id, String address, byte[] payload) {
		Handler handler = this.handlers.get(address);
		if (handler == null) {
			if (kind == CALL) {
				send(from, lane, NO_ADDRESS, id, "", new byte[0]);
			}
			return;
		}
		handler.executor()
			.execute(() -> handler.handler()
				.handle(new MessageHandler.Message(from, payload, Long.MAX_VALUE), (reply) -> {
					if (kind == CALL && reply instanceof Reply.Answered answered) {
						send(from, lane, ANSWER, id, "", answered.payload());
					}
				}));
	}

}
