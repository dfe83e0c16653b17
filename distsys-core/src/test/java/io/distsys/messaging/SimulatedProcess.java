package io.distsys.messaging;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.distsys.cluster.NodeId;
import io.distsys.simulation.SimulatedMembership;
import io.distsys.simulation.SimulatedNetwork;
import io.distsys.simulation.VirtualLoop;
import io.distsys.simulation.VirtualTime;

/** A node of a simulated cluster with a messenger, and what its inbox was handed. */
final class SimulatedProcess {

	static final String INBOX = "inbox";

	final VirtualLoop loop;

	final SimulatedMembership membership;

	final EnvelopeMessenger messenger;

	final List<String> received = new ArrayList<>();

	SimulatedProcess(VirtualTime time, SimulatedNetwork network, long number, MessagingSettings settings) {
		this.loop = new VirtualLoop(time);
		this.membership = new SimulatedMembership(SimulatedMembership.node(number), this.loop);
		this.messenger = new EnvelopeMessenger(this.membership, network.connect(id(), this.loop), this.loop, settings);
		this.messenger.handle(INBOX, this.loop, (message, replier) -> {
			this.received.add(new String(message.payload(), StandardCharsets.UTF_8));
			replier.reply(new Reply.Answered(message.payload()));
		});
	}

	NodeId id() {
		return this.membership.self().id();
	}

	static void introduce(SimulatedProcess one, SimulatedProcess other) {
		one.membership.join(other.membership.self());
		other.membership.join(one.membership.self());
	}

	boolean cast(SimulatedProcess to, String text) {
		return this.messenger.cast(to.id(), Lane.BULK, INBOX, text.getBytes(StandardCharsets.UTF_8));
	}

	CompletableFuture<Reply> call(SimulatedProcess to, String address, Duration timeout) {
		return this.messenger.call(to.id(), Lane.BULK, address, address.getBytes(StandardCharsets.UTF_8), timeout)
			.toCompletableFuture();
	}

	MessagingStatistics statistics() {
		return this.messenger.statistics();
	}

}
