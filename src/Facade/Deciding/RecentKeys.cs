using System.Collections.Concurrent;
using System.Diagnostics;

namespace Hub.Facade.Deciding;

/// <summary>
/// The cohort keys that routes' requests carried lately, so that a shift can be tried before it is made. In this node's
/// memory only, so many for each route, and then one of many;
/// a request costs a reference put down at most, and nothing is hashed before somebody asks.
/// </summary>
internal sealed class RecentKeys
{
    private readonly ConcurrentDictionary<string, Ring> _routes = new(StringComparer.Ordinal);

    /// <summary>A route's keys; kept by whoever answers for the route.</summary>
    public Ring Of(string route) => _routes.GetOrAdd(route, _ => new Ring());

    internal sealed class Ring
    {
        private const int Places = 1024;

        // From here on one of many will do: what outlives its request is carried along by the garbage collector, and
        // with hundreds of routes there are hundreds of these.
        private const int Enough = 256;
        private const int OneOf = 16;

        // A key is a word or a number; nobody fills the memory with longer ones.
        private const int LongestKey = 128;

        // Made when the first key comes: many routes have none.
        private (string? Key, long At)[]? _places;
        private long _added;
        private long _asked;
        private long _offered;

        /// <summary>
        /// Whether a key is worth looking for where it decides nothing: always until there are enough, then now and then.
        /// </summary>
        public bool Wants => Volatile.Read(ref _added) < Enough || Interlocked.Increment(ref _asked) % OneOf == 0;

        /// <param name="key">The key.</param>
        /// <param name="at">The time stamp of its request.</param>
        public void Add(string key, long at)
        {
            if (key.Length > LongestKey
                || (Volatile.Read(ref _added) >= Enough && Interlocked.Increment(ref _offered) % OneOf != 0))
                return;
            var places = _places ?? Interlocked.CompareExchange(ref _places, new (string?, long)[Places], null) ?? _places;
            // Two requests that meet in one place may mix up key and time, which changes no count by more than one.
            places[(Interlocked.Increment(ref _added) - 1) % Places] = (key, at);
        }

        /// <summary>The keys, one for each request that was remembered, and how long ago the first of them came.</summary>
        public (IReadOnlyList<string> Keys, TimeSpan Since) Read()
        {
            var seen = (Volatile.Read(ref _places) ?? []).Where(p => p.Key is not null).ToList();
            var since = seen.Count == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(seen.Min(p => p.At));
            return ([.. seen.Select(p => p.Key!)], since);
        }
    }
}
