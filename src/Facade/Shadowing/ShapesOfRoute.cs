using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Shadowing;

/// <summary>
/// Takes the sample of a route's requests from each shape of them, the first of each too, so that rare ones are compared as well.
/// </summary>
internal sealed class ShapesOfRoute
{
    /// <summary>How many shapes are told apart on a node.</summary>
    public const int Most = 64;

    private readonly ConcurrentDictionary<string, Shape> _shapes = new(StringComparer.Ordinal);
    private readonly Shape _others = new("other shapes");

    /// <summary>Returns the shape of a request.</summary>
    public Shape Of(HttpRequest request)
    {
        Span<char> text = stackalloc char[RequestShape.Longest];
        text = text[..RequestShape.Write(request, text)];
        if (_shapes.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out var known))
            return known;
        return _shapes.Count >= Most ? _others : _shapes.GetOrAdd(text.ToString(), name => new Shape(name));
    }

    /// <summary>Counts requests of one shape.</summary>
    /// <param name="name">The shape, or what stands for it.</param>
    internal sealed class Shape(string name)
    {
        private long _seen;
        private long _passedOver;

        public string Name { get; } = name;

        /// <summary>Counts a request, and returns whether it is of the sample.</summary>
        /// <param name="share">The sample's share, above 0 and at most 1.</param>
        public bool Takes(double share)
        {
            if (share >= 1 || ShadowedShare.Takes(Interlocked.Increment(ref _seen), share))
                return true;
            Interlocked.Increment(ref _passedOver);
            return false;
        }

        /// <summary>Returns how many were passed over since it was last asked.</summary>
        public long TellPassedOver() => Volatile.Read(ref _passedOver) == 0 ? 0 : Interlocked.Exchange(ref _passedOver, 0);
    }
}
