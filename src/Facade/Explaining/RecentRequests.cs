namespace Hub.Facade.Explaining;

/// <summary>The requests this node answered lately, in bounded memory: those that failed or were forced are kept apart, and so for longer.</summary>
internal sealed class RecentRequests
{
    private readonly Ring _ordinary = new(16_384);
    private readonly Ring _notable = new(4_096);

    public void Add(AnsweredRequest request) => (request.IsNotable ? _notable : _ordinary).Add(request);

    public AnsweredRequest? Find(string id) => _notable.Find(id) ?? _ordinary.Find(id);

    /// <summary>The last so many; who adds overwrites the oldest, without a lock.</summary>
    private sealed class Ring(int places)
    {
        private readonly AnsweredRequest?[] _places = new AnsweredRequest?[places];
        private long _added;

        public void Add(AnsweredRequest request) =>
            Volatile.Write(ref _places[(Interlocked.Increment(ref _added) - 1) % places], request);

        // Rare, so it may look at all of them; an index would cost every request.
        public AnsweredRequest? Find(string id)
        {
            for (var place = 0; place < places; place++)
            {
                if (Volatile.Read(ref _places[place]) is { } request && request.Id == id)
                    return request;
            }

            return null;
        }
    }
}
