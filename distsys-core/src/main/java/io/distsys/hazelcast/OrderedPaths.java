package io.distsys.hazelcast;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import com.hazelcast.cluster.Address;
import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.internal.server.ServerConnection;
import com.hazelcast.internal.server.ServerConnectionManager;
import com.hazelcast.spi.impl.operationexecutor.OperationHostileThread;
import com.hazelcast.spi.impl.operationservice.impl.OutboundOperationHandler;
import io.distsys.cluster.NodeId;
import io.distsys.messaging.Transport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections on which small frames are taken as they were written, one after the
 * other: to members that {@linkplain FramesInPlace take them off in place}, and have said
 * so of the last one that was sent to them. Thread-safe; nothing blocks.
 */
final class OrderedPaths {

	private static final Logger logger = LoggerFactory.getLogger(OrderedPaths.class);

	private final Map<NodeId, Connected> known = new ConcurrentHashMap<>();

	private final ServerConnectionManager connections;

	private final OutboundOperationHandler outbound;

	private final MemberDirectory directory;

	private final NodeId self;

	private volatile boolean closed;

	OrderedPaths(Node node, MemberDirectory directory, NodeId self) {
		this.connections = node.getServer().getConnectionManager(EndpointQualifier.MEMBER);
		this.outbound = new OutboundOperationHandler(node, node.getSerializationService());
		this.directory = directory;
		this.self = self;
	}

	/** The path to a node, if there is one at present. */
	Transport.@Nullable Path find(NodeId to) {
		Connected path = this.known.get(to);
		return (path != null && path.isWhole()) ? path : null;
	}

	/** A node has taken a frame in place just now, and all that was told before. */
	void keep(NodeId to) {
		if (find(to) != null) {
			return;
		}
		Address address = this.directory.find(to);
		ServerConnection present = (address != null) ? this.connections.get(address) : null;
		// Of nodes that have gone nobody says so.
		this.known.values().removeIf((path) -> !path.isWhole());
		if (address != null && present != null && !this.closed) {
			this.known.put(to, new Connected(to, address, present));
		}
	}

	/** A node has not, or something else went wrong on the way to it. */
	void forget(NodeId to) {
		Connected path = this.known.remove(to);
		if (path != null) {
			path.broken = true;
		}
	}

	/** Nothing is told any more. */
	void close() {
		this.closed = true;
		this.known.keySet().forEach(this::forget);
	}

	private final class Connected implements Transport.Path {

		private final NodeId to;

		private final Address address;

		private final ServerConnection connection;

		private volatile boolean broken;

		private Connected(NodeId to, Address address, ServerConnection connection) {
			this.to = to;
			this.address = address;
			this.connection = connection;
		}

		/**
		 * By threads only that may send, and that Hazelcast does not take for the owner
		 * of a pipeline.
		 */
		@Override
		public boolean tell(byte[] frame) {
			if (frame.length > FrameOperation.FEW_BYTES || Thread.currentThread() instanceof OperationHostileThread
					|| !isWhole()) {
				return false;
			}
			try {
				return OrderedPaths.this.outbound.send(new FrameOperation.Told(OrderedPaths.this.self, this.to, frame),
						this.connection);
			}
			catch (RuntimeException ex) {
				logger.debug("A frame was not told to={}", this.to, ex);
				return false;
			}
		}

		/** What Hazelcast sends goes by the connection that it knows for the address. */
		@Override
		public boolean isWhole() {
			boolean whole = !this.broken && !OrderedPaths.this.closed && this.connection.isAlive()
					&& OrderedPaths.this.connections.get(this.address) == this.connection;
			if (!whole) {
				this.broken = true;
			}
			return whole;
		}

	}

}
