package io.distsys.hazelcast;

/** What comes next in an encoded value. The ordinal travels: append only. */
enum ValueTag {

	NULL,

	/** Whatever Hazelcast makes of it. */
	LEAF, RECORD, ENUM, LIST, FIXED_LIST, SET, FIXED_SET, SORTED_SET, MAP, FIXED_MAP, SORTED_MAP, ARRAY, OPTIONAL;

	/** How deep values may be nested. */
	static final int MAX_DEPTH = 200;

	private static final ValueTag[] TAGS = values();

	static ValueTag of(byte ordinal) {
		if (ordinal < 0 || ordinal >= TAGS.length) {
			throw new IllegalArgumentException("There is no kind of value " + ordinal);
		}
		return TAGS[ordinal];
	}

}
