package io.distsys.hazelcast;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import com.hazelcast.cluster.Member;
import com.hazelcast.config.MemberAttributeConfig;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node as attributes of its Hazelcast member. */
final class NodeAttributes {

	private static final Logger logger = LoggerFactory.getLogger(NodeAttributes.class);

	private static final String ID = "distsys.node.id";

	private static final String NAME = "distsys.node.name";

	private static final String ROLES = "distsys.node.roles";

	private static final String REGION = "distsys.node.region";

	private static final String ZONE = "distsys.node.zone";

	private static final String VERSION = "distsys.node.version";

	private static final String STARTED_AT = "distsys.node.started-at";

	private NodeAttributes() {
	}

	static void write(Node node, MemberAttributeConfig attributes) {
		attributes.setAttribute(ID, node.id().toString());
		attributes.setAttribute(NAME, node.name());
		attributes.setAttribute(ROLES, String.join(",", new TreeSet<>(node.roles())));
		attributes.setAttribute(REGION, node.region());
		attributes.setAttribute(ZONE, node.zone());
		attributes.setAttribute(VERSION, node.version());
		attributes.setAttribute(STARTED_AT, node.startedAt().toString());
	}

	/** Read the identity: empty for a member that runs without this library. */
	static Optional<NodeId> readId(Member member) {
		String id = member.getAttribute(ID);
		try {
			return Optional.ofNullable(id).map(NodeId::parse);
		}
		catch (IllegalArgumentException ex) {
			logger.debug("Ignored a member, its node id cannot be read member={} id={}", member, id);
			return Optional.empty();
		}
	}

	/** Read the node. Its state is not among the attributes: it is announced. */
	static Optional<Node> read(Member member) {
		return readId(member).map((id) -> {
			Map<String, String> attributes = member.getAttributes();
			Set<String> roles = Arrays.stream(attributes.getOrDefault(ROLES, "").split(","))
				.filter((role) -> !role.isEmpty())
				.collect(Collectors.toSet());
			String address = member.getAddress().getHost() + ":" + member.getAddress().getPort();
			return new Node(id, attributes.getOrDefault(NAME, id.abbreviated()), address, roles,
					attributes.getOrDefault(REGION, ""), attributes.getOrDefault(ZONE, ""),
					attributes.getOrDefault(VERSION, ""), startedAt(attributes.get(STARTED_AT)), Node.State.JOINING);
		});
	}

	private static Instant startedAt(@Nullable String text) {
		try {
			return (text != null) ? Instant.parse(text) : Instant.EPOCH;
		}
		catch (DateTimeParseException ex) {
			return Instant.EPOCH;
		}
	}

}
