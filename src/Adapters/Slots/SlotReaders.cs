using Hub.Adapters.Sql;
using Hub.Adapters.Sql.Journals;
using Microsoft.Extensions.Logging;

namespace Hub.Adapters.Slots;

/// <summary>The slots of the systems that the plan captures by replication, each read by one reader in this process.</summary>
internal sealed class SlotReaders(SlotRows rows, SlotSizes sizes, TimeProvider time, ILoggerFactory loggers) : IAsyncDisposable
{
    private readonly Lock _one = new();
    private Dictionary<string, (SlotSource Source, SlotReader Reader)> _readers = new(StringComparer.Ordinal);

    /// <summary>Reads the slots of these systems from now on, and no others.</summary>
    /// <param name="systems">Each system, with the tables of its entities that are captured by replication.</param>
    public void Serve(IEnumerable<(string System, SqlClient Client, IReadOnlyList<JournalShape> Shapes)> systems)
    {
        lock (_one)
        {
            var (before, next) = (_readers, new Dictionary<string, (SlotSource, SlotReader)>(StringComparer.Ordinal));
            foreach (var (system, client, shapes) in systems)
                next[system] = before.Remove(system, out var reading) && ReferenceEquals(reading.Source.Client, client)
                    ? reading
                    : Start(new SlotSource(system, client), shapes, reading.Reader);
            foreach (var (_, reader) in before.Values)
                _ = reader.DisposeAsync().AsTask();
            _readers = next;
        }
    }

    /// <summary>Returns what the slot of a system tells of an entity's tables, whether it is read or not.</summary>
    public IJournal Of(string system, SqlClient client, JournalShape shape)
    {
        lock (_one)
        {
            var (source, reader) = _readers.TryGetValue(system, out var reading) && ReferenceEquals(reading.Source.Client, client)
                ? reading
                : Make(new SlotSource(system, client), []);
            return new SlotJournal(source, reader, rows, sizes, shape);
        }
    }

    public async ValueTask DisposeAsync()
    {
        List<SlotReader> readers;
        lock (_one)
        {
            readers = [.. _readers.Values.Select(r => r.Reader)];
            _readers = [];
        }

        foreach (var reader in readers)
            await reader.DisposeAsync();
    }

    private (SlotSource, SlotReader) Start(SlotSource source, IReadOnlyList<JournalShape> shapes, SlotReader? before)
    {
        var made = Make(source, shapes);
        if (before is not null)
            _ = before.DisposeAsync().AsTask();
        made.Reader.Start();
        return made;
    }

    private (SlotSource Source, SlotReader Reader) Make(SlotSource source, IReadOnlyList<JournalShape> shapes) =>
        (source, new SlotReader(source, shapes, rows, time, loggers.CreateLogger<SlotReader>()));
}
