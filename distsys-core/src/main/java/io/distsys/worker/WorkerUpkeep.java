package io.distsys.worker;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.distsys.cluster.ClusterEvent;
import io.distsys.cluster.NodeId;
import io.distsys.time.EventLoop;
import io.distsys.time.Subscription;

/** What has to be looked after from time to time on a node with workers. */
final class WorkerUpkeep {

	private static final Duration BACKUP_CHECK = Duration.ofMillis(250);

	private static final Duration PASSIVATION_CHECK = Duration.ofSeconds(1);

	/**
	 * What nodes have sent before they went is on its way no longer than this. A node
	 * that is back by then was only cut off.
	 */
	private static final Duration MEMORY = Duration.ofMinutes(1);

	private final WorkerNode.Seams seams;

	private final Map<String, HostedType> types;

	private final SlotOffers offers;

	private final CopyLines lines;

	WorkerUpkeep(WorkerNode.Seams seams, Map<String, HostedType> types, SlotOffers offers, CopyLines lines) {
		this.seams = seams;
		this.types = types;
		this.offers = offers;
		this.lines = lines;
	}

	/**
	 * Begin.
	 * @return end it when closed
	 */
	List<Subscription> start() {
		EventLoop loop = this.seams.loop();
		return List.of(loop.repeat(BACKUP_CHECK, this::checkBackups), loop.repeat(PASSIVATION_CHECK, this::passivate),
				this.seams.cluster().subscribe(this::onEvent));
	}

	private void checkBackups() {
		this.lines.keep(this.seams.cluster().view());
		this.types.values().forEach(HostedType::checkBackups);
		this.offers.look();
	}

	private void passivate() {
		this.types.values()
			.stream()
			.filter((type) -> type.definition().limits().passivates())
			.forEach((type) -> this.seams.executor().execute(type::passivate));
	}

	private void onEvent(ClusterEvent event) {
		if (event instanceof ClusterEvent.NodeLost || event instanceof ClusterEvent.NodeLeft) {
			NodeId gone = event.node().id();
			this.seams.loop().schedule(MEMORY, () -> forget(gone));
		}
	}

	private void forget(NodeId gone) {
		if (!this.seams.cluster().view().contains(gone)) {
			this.types.values().forEach((type) -> type.forget(gone));
		}
	}

}
