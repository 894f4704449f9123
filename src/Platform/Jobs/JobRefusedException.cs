namespace Hub.Platform.Jobs;

/// <summary>A run cannot succeed however often it is tried, for instance because its arguments are wrong.</summary>
public sealed class JobRefusedException(string message, Exception? inner = null) : Exception(message, inner);
