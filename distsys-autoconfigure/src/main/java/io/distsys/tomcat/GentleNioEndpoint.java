package io.distsys.tomcat;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * A port that closes after what the kernel has accepted for it has been taken over.
 * <p>
 * Tomcat itself pauses before it closes a port, and a paused Tomcat resets three kinds of
 * connections: those that wait in the kernel's queue, those that it accepts just then,
 * and those whose request it has not begun to read. Here the thread that accepts empties
 * the queue and closes the port, nothing is paused, and every answer from then on says
 * that its connection ends.
 */
final class GentleNioEndpoint extends NioEndpoint {

	private volatile boolean leaving;

	/** Is there from the moment on at which the port has to close. */
	private volatile @Nullable CountDownLatch closed;

	/** From now on each answer says that its connection ends. */
	void keepNoConnections() {
		this.leaving = true;
	}

	/**
	 * Accepts what is queued, and closes the port.
	 * @return whether that was done in time; it can be late only while there are as many
	 * connections as Tomcat may have
	 */
	boolean closePort(Duration limit) throws InterruptedException {
		CountDownLatch done = new CountDownLatch(1);
		this.leaving = true;
		this.closed = done;
		unlockAccept();
		getHandler().pause();
		return done.await(limit.toNanos(), TimeUnit.NANOSECONDS);
	}

	/** The open connections, each with what changes when something is sent on it. */
	Map<?, Long> activity() {
		Map<SocketWrapperBase<NioChannel>, Long> all = new HashMap<>();
		for (SocketWrapperBase<NioChannel> connection : getConnections()) {
			if (connection instanceof NioSocketWrapper wrapper) {
				all.put(wrapper, wrapper.getLastRead() + wrapper.getLastWrite());
			}
		}
		return all;
	}

	@Override
	public int getMaxKeepAliveRequests() {
		return this.leaving ? 1 : super.getMaxKeepAliveRequests();
	}

	@Override
	public void startInternal() throws Exception {
		this.leaving = false;
		this.closed = null;
		super.startInternal();
	}

	/** Called by the acceptor, which has counted the connection that it will get. */
	@Override
	protected SocketChannel serverSocketAccept() throws Exception {
		SocketChannel accepted = null;
		if (this.closed == null) {
			accepted = super.serverSocketAccept();
			if (this.closed == null) {
				return accepted;
			}
		}
		countDownConnection();
		acceptWhatIsQueued(accepted);
		return end();
	}

	private void acceptWhatIsQueued(@Nullable SocketChannel first) throws IOException, InterruptedException {
		try {
			if (first != null) {
				serve(first);
			}
			if (getServerSocket() instanceof ServerSocketChannel queue) {
				queue.configureBlocking(false);
				for (SocketChannel next = queue.accept(); next != null; next = queue.accept()) {
					serve(next);
				}
			}
		}
		finally {
			doCloseServerSocket();
		}
	}

	private void serve(SocketChannel accepted) throws InterruptedException {
		countUpOrAwaitConnection();
		if (!setSocketOptions(accepted)) {
			closeSocket(accepted);
		}
	}

	/**
	 * Ends the acceptor: it closes, and does not count, what it gets when it has to stop.
	 */
	private SocketChannel end() throws IOException, InterruptedException {
		this.acceptor.stopMillis(-1);
		CountDownLatch done = this.closed;
		if (done != null) {
			done.countDown();
		}
		countUpOrAwaitConnection();
		return SocketChannel.open();
	}

}
