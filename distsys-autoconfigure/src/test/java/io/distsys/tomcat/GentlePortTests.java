package io.distsys.tomcat;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.coyote.AbstractProtocol;
import org.apache.coyote.http11.Http11Nio2Protocol;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Shutdown;
import org.springframework.boot.web.server.WebServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A port of Tomcat that closes while clients use it.
 */
class GentlePortTests {

	private static final Duration LIMIT = Duration.ofMinutes(1);

	private static final int QUEUED = 5;

	private final TomcatDrain drain = new TomcatDrain();

	private final TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory(0);

	private final List<WebServer> started = new ArrayList<>();

	@AfterEach
	void stop() {
		this.started.forEach(WebServer::stop);
	}

	private WebServer start() {
		this.factory.setShutdown(Shutdown.GRACEFUL);
		this.drain.customize(this.factory);
		WebServer server = this.factory
			.getWebServer((context) -> context.addServlet("hello", new HelloServlet()).addMapping("/"));
		this.started.add(server);
		server.start();
		return server;
	}

	@Test
	void whatTheKernelHasAcceptedIsServedBeforeThePortCloses() throws Exception {
		this.factory.addProtocolHandlerCustomizers((protocol) -> ((AbstractProtocol<?>) protocol).setMaxConnections(1));
		WebServer server = start();
		int port = server.getPort();
		List<Socket> clients = new ArrayList<>();
		try (Socket first = connect(server.getPort())) {
			assertThat(ask(first)).contains("200").doesNotContain("Connection: close");
			for (int i = 0; i < QUEUED; i++) {
				Socket queued = connect(server.getPort());
				clients.add(queued);
				write(queued);
			}
			CompletableFuture<Void> closed = close();
			Awaitility.await().atMost(LIMIT).until(() -> ask(first).contains("Connection: close"));
			for (Socket queued : clients) {
				assertThat(read(queued)).contains("200", "Connection: close");
			}
			closed.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
			assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> connect(port));
		}
		finally {
			for (Socket client : clients) {
				client.close();
			}
		}
	}

	@Test
	void aConnectionThatIsOpenWhenThePortClosesIsServedAndToldToEnd() throws Exception {
		WebServer server = start();
		try (Socket client = connect(server.getPort())) {
			assertThat(ask(client)).contains("200");
			close().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
			// the connection that wakes the acceptor up is there for a moment
			Awaitility.await().atMost(LIMIT).until(() -> this.drain.connections().size() == 1);
			assertThat(ask(client)).contains("200", "Connection: close");
			assertThat(client.getInputStream().read()).as("end of the connection").isNegative();
			Awaitility.await().atMost(LIMIT).until(() -> this.drain.connections().isEmpty());
		}
	}

	@Test
	void theServersOwnGracefulShutdownFollows() throws Exception {
		WebServer server = start();
		close().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
		CompletableFuture<Object> result = new CompletableFuture<>();
		server.shutDownGracefully(result::complete);
		assertThat(result.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).hasToString("IDLE");
	}

	@Test
	void aProtocolOfTheUsersOwnIsKept() {
		this.factory.setProtocol(Http11Nio2Protocol.class.getName());
		this.drain.customize(this.factory);
		assertThat(this.factory.getProtocol()).isEqualTo(Http11Nio2Protocol.class.getName());
	}

	private CompletableFuture<Void> close() {
		return CompletableFuture.runAsync(() -> {
			try {
				this.drain.closePorts(LIMIT);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}, (task) -> new Thread(task).start());
	}

	private static Socket connect(int port) throws IOException {
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
		socket.setSoTimeout((int) LIMIT.toMillis());
		return socket;
	}

	private static String ask(Socket socket) throws IOException {
		write(socket);
		return read(socket);
	}

	private static void write(Socket socket) throws IOException {
		socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
	}

	private static String read(Socket socket) throws IOException {
		StringBuilder answer = new StringBuilder();
		InputStream in = socket.getInputStream();
		while (answer.indexOf(HelloServlet.BODY) < 0) {
			int next = in.read();
			if (next < 0) {
				throw new IOException("closed after: " + answer);
			}
			answer.append((char) next);
		}
		return answer.toString();
	}

	private static final class HelloServlet extends HttpServlet {

		private static final long serialVersionUID = 1;

		private static final String BODY = "hello";

		@Override
		protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
			response.setContentLength(BODY.length());
			response.getOutputStream().print(BODY);
		}

	}

}
