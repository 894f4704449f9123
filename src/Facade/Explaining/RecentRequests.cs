using Hub.Facade.Hops;

namespace Hub.Facade.Explaining;

/// <summary>
/// The requests this node answered lately, in bounded memory: those that failed or were forced are kept apart, and so for longer.
/// </summary>
internal sealed class RecentRequests(RequestIds ids)
{
    private readonly Ring _ordinary = new(16_384);
    private readonly Ring _notable = new(4_096);

    /// <param name="id">The hub's id of the request.</param>
    /// <param name="request">How it was answered.</param>
    public void Add(string id, in AnsweredRequest request)
    {
        if (ids.NumberOf(id) is { } number)
            (request.IsNotable ? _notable : _ordinary).Add(number, request);
    }

    public AnsweredRequest? Find(string id) =>
        ids.NumberOf(id) is { } number ? _notable.Find(number) ?? _ordinary.Find(number) : null;

    /// <summary>Visits each request that is remembered, in no order.</summary>
    public void ForEach(Action<long, AnsweredRequest> visit)
    {
        _ordinary.ForEach(visit);
        _notable.ForEach(visit);
    }

    /// <summary>
    /// The last so many. The places are made once and hold nothing that a request allocates: what outlives its request is
    /// carried along by the garbage collector, and that is paid for by the slowest of the others.
    /// </summary>
    private sealed class Ring(int places)
    {
        private readonly Place[] _places = [.. Enumerable.Range(0, places).Select(_ => new Place())];
        private long _added;

        public void Add(long number, in AnsweredRequest request)
        {
            var place = _places[(Interlocked.Increment(ref _added) - 1) % places];
            lock (place)
                (place.Number, place.Request) = (number, request);
        }

        // Rare, so it may look at all of them; an index would cost every request.
        public AnsweredRequest? Find(long number)
        {
            foreach (var place in _places)
            {
                lock (place)
                {
                    if (place.Number == number)
                        return place.Request;
                }
            }

            return null;
        }

        public void ForEach(Action<long, AnsweredRequest> visit)
        {
            foreach (var place in _places)
            {
                long number;
                AnsweredRequest request;
                lock (place)
                    (number, request) = (place.Number, place.Request);
                if (number > 0)
                    visit(number, request);
            }
        }
    }

    private sealed class Place
    {
        // Requests are counted from 1.
        public long Number { get; set; }

        public AnsweredRequest Request { get; set; }
    }
}
