package io.distsys.hazelcast.discovery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.regex.Pattern;

import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.DirContext;
import javax.naming.directory.InitialDirContext;

import org.jspecify.annotations.Nullable;

/**
 * The addresses of a DNS name: its A and AAAA records, or the hosts and ports of its SRV
 * records. Asks the servers themselves, so neither the cache of the JVM nor the hosts
 * file has a say.
 *
 * @since 0.1
 */
public final class DnsSource implements AddressSource {

	private static final Pattern SPACES = Pattern.compile("\\s+");

	private static final int SRV_PARTS = 4;

	private final String name;

	private final Record type;

	private final String server;

	private final Duration timeout;

	/**
	 * Create a source.
	 * @param name the name, absolute
	 * @param type which records are asked for
	 * @param server the server as {@code host} or {@code host:port}; if empty, those of
	 * this machine
	 * @param timeout how long a server may take; it is asked twice
	 */
	public DnsSource(String name, Record type, String server, Duration timeout) {
		this.name = name;
		this.type = type;
		this.server = server;
		this.timeout = timeout;
	}

	@Override
	public List<String> addresses() {
		DirContext context = null;
		try {
			context = new InitialDirContext(environment());
			return (this.type == Record.SRV) ? services(context) : hosts(context, this.name);
		}
		catch (NameNotFoundException ex) {
			return List.of();
		}
		catch (NamingException ex) {
			throw new DiscoveryException(
					"The DNS server " + (this.server.isEmpty() ? "of this machine" : this.server)
							+ " did not answer for " + description() + ": " + ex.getMessage() + ".",
					"Look whether the server can be reached from this node, by UDP and TCP port 53.", false, ex);
		}
		finally {
			close(context);
		}
	}

	private Hashtable<String, String> environment() {
		Hashtable<String, String> environment = new Hashtable<>();
		environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
		environment.put("com.sun.jndi.dns.timeout.initial", Long.toString(Math.max(1, this.timeout.toMillis() / 3)));
		environment.put("com.sun.jndi.dns.timeout.retries", "2");
		if (!this.server.isEmpty()) {
			environment.put(Context.PROVIDER_URL, "dns://" + this.server);
		}
		return environment;
	}

	private List<String> services(DirContext context) throws NamingException {
		List<String> addresses = new ArrayList<>();
		for (String record : values(context, this.name, "SRV")) {
			String[] parts = SPACES.split(record);
			if (parts.length == SRV_PARTS) {
				for (String host : hosts(context, parts[3])) {
					addresses.add(withPort(host, parts[2]));
				}
			}
		}
		return addresses;
	}

	private static String withPort(String host, String port) {
		return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
	}

	private static List<String> hosts(DirContext context, String name) throws NamingException {
		List<String> hosts = new ArrayList<>(values(context, name, "A"));
		hosts.addAll(values(context, name, "AAAA"));
		return hosts;
	}

	/**
	 * The provider for DNS makes nothing but strings and bytes of what it is answered.
	 */
	@SuppressWarnings("BanJNDI")
	private static List<String> values(DirContext context, String name, String type) throws NamingException {
		List<String> values = new ArrayList<>();
		// Absolute, and no part of a composite name.
		String absolute = name.endsWith(".") ? name : name + ".";
		Attribute attribute = context.getAttributes(absolute, new String[] { type }).get(type);
		if (attribute != null) {
			NamingEnumeration<?> all = attribute.getAll();
			while (all.hasMore()) {
				values.add(String.valueOf(all.next()));
			}
		}
		return values;
	}

	private static void close(@Nullable DirContext context) {
		try {
			if (context != null) {
				context.close();
			}
		}
		catch (NamingException ex) {
			throw new IllegalStateException("A DNS context that cannot be closed", ex);
		}
	}

	@Override
	public String description() {
		return "the " + this.type.records + " records of " + this.name;
	}

	/** Which records are asked for. */
	public enum Record {

		/** Addresses; the port is the member's own. */
		A("A and AAAA"),

		/** Hosts and ports. */
		SRV("SRV");

		private final String records;

		Record(String records) {
			this.records = records;
		}

	}

}
