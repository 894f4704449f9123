namespace Hub.EndToEnd.Tests.Chaos;

/// <summary>The facades that a balancer sends requests to: those that are known to be away get none.</summary>
internal sealed class Doors(IReadOnlyList<Uri> facades)
{
    private readonly Dictionary<Uri, int> _closed = [];
    private int _next;

    /// <summary>Sends no more there, but for some requests that come before the balancer has noticed.</summary>
    public void Close(Uri facade, int after = 0)
    {
        lock (_closed)
            _closed[facade] = after;
    }

    public void Open(Uri facade)
    {
        lock (_closed)
            _closed.Remove(facade);
    }

    /// <summary>Returns the next facade's address with a path; where all are away, that of one of them.</summary>
    public Uri At(string path)
    {
        lock (_closed)
        {
            var open = facades.Where(f => _closed.GetValueOrDefault(f, 1) > 0).DefaultIfEmpty(facades[0]).ToList();
            var facade = open[_next++ % open.Count];
            if (_closed.TryGetValue(facade, out var left))
                _closed[facade] = left - 1;
            return new Uri(facade, path);
        }
    }
}
