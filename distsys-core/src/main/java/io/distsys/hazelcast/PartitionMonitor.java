package io.distsys.hazelcast;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import com.hazelcast.cluster.Address;
import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.internal.partition.IPartition;
import com.hazelcast.internal.partition.IPartitionService;
import io.distsys.cluster.NodeId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the partitions on a thread of its own, since asking whether they are safe may
 * take a while.
 *
 * @since 0.1
 */
public final class PartitionMonitor implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(PartitionMonitor.class);

	private final HazelcastInstance instance;

	private final IPartitionService partitions;

	private final ScheduledExecutorService executor;

	private volatile PartitionReport report;

	/**
	 * Start watching.
	 * @param instance the running member
	 * @param period how often to look
	 */
	public PartitionMonitor(HazelcastInstance instance, Duration period) {
		this.instance = instance;
		this.partitions = MemberInternals.engineOf(instance).getPartitionService();
		this.report = look(false);
		this.executor = new ScheduledThreadPoolExecutor(1, (task) -> {
			Thread thread = new Thread(task, "distsys-partitions-1");
			thread.setDaemon(true);
			return thread;
		});
		this.executor.scheduleWithFixedDelay(this::refresh, 0, period.toNanos(), TimeUnit.NANOSECONDS);
	}

	/**
	 * What was seen at the last look.
	 * @return the report; never blocks
	 */
	public PartitionReport report() {
		return this.report;
	}

	private void refresh() {
		try {
			this.report = look(this.instance.getPartitionService().isLocalMemberSafe());
		}
		catch (RuntimeException ex) {
			logger.debug("The partitions could not be looked at", ex);
		}
	}

	private PartitionReport look(boolean safe) {
		Map<Address, NodeId> nodes = nodesByAddress();
		Map<NodeId, Integer> owned = new TreeMap<>();
		nodes.values().forEach((id) -> owned.put(id, 0));
		int ownedHere = 0;
		int unassigned = 0;
		int backupsMissing = 0;
		int migrating = 0;
		int total = this.partitions.getPartitionCount();
		for (int i = 0; i < total; i++) {
			IPartition partition = this.partitions.getPartition(i, false);
			Address owner = partition.getOwnerOrNull();
			NodeId node = (owner != null) ? nodes.get(owner) : null;
			if (node != null) {
				owned.merge(node, 1, Integer::sum);
			}
			ownedHere += partition.isLocal() ? 1 : 0;
			unassigned += (owner == null) ? 1 : 0;
			backupsMissing += (partition.getReplicaAddress(1) == null) ? 1 : 0;
			migrating += partition.isMigrating() ? 1 : 0;
		}
		return new PartitionReport(total, ownedHere, owned, unassigned, backupsMissing, migrating, safe);
	}

	private Map<Address, NodeId> nodesByAddress() {
		Map<Address, NodeId> nodes = new HashMap<>();
		for (Member member : this.instance.getCluster().getMembers()) {
			NodeAttributes.readId(member).ifPresent((id) -> nodes.put(member.getAddress(), id));
		}
		return nodes;
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
	}

}
