package dev.spendbreaker.topology;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WriteBufferManager;

/**
 * Bounds what all RocksDB stores of the process take together: one block cache, one write budget.
 */
public final class RocksDbMemory implements RocksDBConfigSetter {
  private static final long BLOCK_CACHE_BYTES = 96L << 20;
  private static final long WRITE_BUFFER_BYTES = 48L << 20;
  private static final long ONE_WRITE_BUFFER_BYTES = 4L << 20;

  /** Write buffers are charged to the cache, so that the cache's size is the whole. */
  private static final Cache CACHE = new LRUCache(BLOCK_CACHE_BYTES);

  private static final WriteBufferManager WRITE_BUFFERS =
      new WriteBufferManager(WRITE_BUFFER_BYTES, CACHE);

  @Override
  public void setConfig(String storeName, Options options, Map<String, Object> configs) {
    BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
    table.setBlockCache(CACHE);
    table.setCacheIndexAndFilterBlocks(true);
    options.setTableFormatConfig(table);
    options.setWriteBufferManager(WRITE_BUFFERS);
    options.setWriteBufferSize(ONE_WRITE_BUFFER_BYTES);
  }

  @Override
  public void close(String storeName, Options options) {
    // The cache and the write budget are shared by all stores and live as long as the process.
  }
}
