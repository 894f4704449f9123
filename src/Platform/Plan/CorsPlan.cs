using System.Collections.Immutable;

namespace Hub.Platform.Plan;

/// <summary>Which pages of other origins may call routes from a browser (Fetch standard, CORS protocol).</summary>
/// <param name="Origins">Scheme, host and port of each; or <c>*</c> alone, for any.</param>
/// <param name="At">Where this stands.</param>
public sealed record CorsPlan(ImmutableArray<string> Origins, PlanLocation At)
{
    /// <summary>The methods allowed; empty for those that a path has.</summary>
    public ImmutableArray<string> Methods { get; init; } = [];

    /// <summary>The request headers allowed; empty for any.</summary>
    public ImmutableArray<string> Headers { get; init; } = [];

    /// <summary>Whether a browser sends cookies and the like. Default false.</summary>
    public bool Credentials { get; init; }

    /// <summary>How long a browser may keep what a preflight said. Default 10 min.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Whether any origin may call.</summary>
    public bool AllowsAnyOrigin => Origins is ["*"];
}
