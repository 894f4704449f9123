using System.Collections.Immutable;
using Hub.Adapters.Calls;

namespace Hub.Adapters.Resources;

/// <summary>One of several calls that make a resource.</summary>
/// <param name="Name">The source that its answer is for later calls.</param>
/// <param name="Call">The call.</param>
/// <param name="As">Where its answer stands in the resource's: a field; empty for among the others; null for nowhere.</param>
/// <param name="Optional">Whether the resource is whole without it, where the system has no such record.</param>
/// <param name="Write">Whether it changes something; it comes last, and is the only one.</param>
/// <param name="After">The calls whose answers it uses.</param>
internal sealed record CallStep(
    string Name, MappedCall Call, string? As, bool Optional, bool Write, ImmutableArray<string> After);
