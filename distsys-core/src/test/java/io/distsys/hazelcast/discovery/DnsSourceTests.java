package io.distsys.hazelcast.discovery;

import java.io.IOException;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Questions to a real DNS server on this machine. */
class DnsSourceTests {

	private static final Duration LONG = Duration.ofSeconds(60);

	private StubDnsServer server;

	@BeforeEach
	void start() throws IOException {
		this.server = new StubDnsServer();
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	private DnsSource source(DnsSource.Record record, Duration timeout) {
		return new DnsSource("nodes.test", record, this.server.address(), timeout);
	}

	@Test
	void addressesAreThoseOfTheNameAndAreAskedForEachTime() {
		this.server.hosts("nodes.test", "10.0.0.1", "10.0.0.2");
		DnsSource source = source(DnsSource.Record.A, LONG);
		assertThat(source.addresses()).containsExactlyInAnyOrder("10.0.0.1", "10.0.0.2");
		this.server.hosts("nodes.test", "10.0.0.3");
		assertThat(source.addresses()).containsExactly("10.0.0.3");
	}

	@Test
	void serviceRecordsHavePorts() {
		this.server.services("nodes.test", "5701 a.nodes.test", "6000 b.nodes.test");
		this.server.hosts("a.nodes.test", "10.0.0.1");
		this.server.hosts("b.nodes.test", "10.0.0.2");
		assertThat(source(DnsSource.Record.SRV, LONG).addresses()).containsExactlyInAnyOrder("10.0.0.1:5701",
				"10.0.0.2:6000");
	}

	@Test
	void unknownNameHasNoAddresses() {
		assertThat(source(DnsSource.Record.A, LONG).addresses()).isEmpty();
		assertThat(source(DnsSource.Record.SRV, LONG).addresses()).isEmpty();
	}

	@Test
	void silentServerIsNamed() {
		this.server.fallSilent();
		assertThatExceptionOfType(DiscoveryException.class)
			.isThrownBy(() -> source(DnsSource.Record.A, Duration.ofMillis(30)).addresses())
			.withMessageContaining(this.server.address())
			.withMessageContaining("A and AAAA records of nodes.test")
			.satisfies((ex) -> assertThat(ex.permanent()).isFalse());
	}

}
