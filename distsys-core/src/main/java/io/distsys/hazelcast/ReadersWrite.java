package io.distsys.hazelcast;

import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

import com.hazelcast.internal.networking.nio.NioChannel;
import com.hazelcast.internal.networking.nio.NioOutboundPipeline;
import com.hazelcast.internal.networking.nio.NioThread;
import com.hazelcast.internal.server.ServerConnection;
import com.hazelcast.internal.server.tcp.TcpServerConnection;
import com.hazelcast.spi.impl.operationservice.Operation;

/**
 * Lets a thread of Hazelcast's that reads connections write to one. Hazelcast takes every
 * such thread for the owner of the pipeline that it writes to, and leaves there without
 * waking the owner what came meanwhile, or what the socket did not take
 * ({@code NioOutboundPipeline}, 5.5.0 and 5.7.0): it would lie there until the next
 * packet, or until Hazelcast wakes all owners, each second, for its statistics.
 */
final class ReadersWrite {

	private ReadersWrite() {
	}

	/**
	 * Send a response, and wake the owner of the pipeline if something is left in it.
	 * Does not block.
	 * <p>
	 * Two members that have found each other at once keep two connections, of which
	 * Hazelcast's index by member has one: the other is found in the set of all only,
	 * which {@code getAllConnections} walks (5.5.0 and 5.7.0).
	 * @param operation came from another member
	 * @param response goes back to it, on whichever of its connections Hazelcast takes
	 */
	static void respond(Operation operation, Object response) {
		operation.sendResponse(response);
		if (Thread.currentThread() instanceof NioThread) {
			operation.getConnection()
				.getConnectionManager()
				.getAllConnections(operation.getCallerAddress())
				.forEach(ReadersWrite::wakeForTheRest);
		}
	}

	private static void wakeForTheRest(ServerConnection connection) {
		if (connection instanceof TcpServerConnection tcp && tcp.getChannel() instanceof NioChannel channel) {
			wakeForTheRest(channel);
		}
	}

	/**
	 * The owner has been given what is left before it is woken. To wake it in vain, when
	 * another thread writes just now, does no harm. While the pipeline moves from one
	 * owner to another there is none, and the new one is woken by that.
	 */
	private static void wakeForTheRest(NioChannel channel) {
		NioOutboundPipeline pipeline = channel.outboundPipeline();
		NioThread owner = pipeline.owner();
		boolean queued = !pipeline.priorityWriteQueue.isEmpty() || !pipeline.writeQueue.isEmpty();
		if (owner != null && (queued || awaitsTheSocket(channel, owner.getSelector()))) {
			owner.getSelector().wakeup();
		}
	}

	private static boolean awaitsTheSocket(NioChannel channel, Selector selector) {
		SelectionKey key = channel.socketChannel().keyFor(selector);
		try {
			return key != null && (key.interestOps() & SelectionKey.OP_WRITE) != 0;
		}
		catch (CancelledKeyException ex) {
			// It has another owner now, which was woken for that, or is closed.
			return false;
		}
	}

}
