namespace Hub.Simulation.Tests.Nodes;

/// <summary>A node's reading of streams: it takes those that nobody reads, as <c>SyncService</c> does.</summary>
internal sealed class SyncPart(World world, HubNode node)
{
    private readonly List<StreamReading> _readers = [];

    public IEnumerable<StreamReading> Readers => _readers;

    public StreamReading? Find(string stream) => _readers.Find(r => r.Stream.Id == stream && !r.IsLost);

    public void Start()
    {
        _readers.RemoveAll(r => r.IsLost);
        foreach (var stream in ThePlan.Streams.Where(s => Find(s.Id) is null))
            node.Process.Store(() => world.Tables.Take(stream.Id), lease =>
            {
                if (lease is null)
                    return;
                world.Trace.Add($"{node.Process.Name} reads {stream.Id} from {lease.Begin.Position}");
                var reader = new StreamReading(world, node, stream, lease);
                _readers.Add(reader);
                reader.Start();
            });
        node.Process.After(TheOptions.Sync.Lease.TotalMilliseconds / 3, Start);
    }
}
