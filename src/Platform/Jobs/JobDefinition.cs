namespace Hub.Platform.Jobs;

/// <summary>A job that this process can run.</summary>
/// <param name="Name">Lower-case words with hyphens; its queue is called the same.</param>
/// <param name="Summary">What it does, in a sentence.</param>
/// <param name="Type">Its class.</param>
/// <param name="Cron">When it runs, in UTC, seconds first: <c>0 17 3 * * ?</c> is 3:17; null for on request only.</param>
/// <param name="TakesArguments">Whether a run may be given arguments.</param>
public sealed record JobDefinition(string Name, string Summary, Type Type, string? Cron, bool TakesArguments);
