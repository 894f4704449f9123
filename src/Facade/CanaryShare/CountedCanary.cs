namespace Hub.Facade.CanaryShare;

/// <summary>What was counted of a canary since it came to its percentage.</summary>
/// <param name="Sample">The cohort keys that were answered.</param>
/// <param name="Requests">The requests decided without regard to users, groups and forced sides.</param>
/// <param name="WithoutKey">How many of them carry no cohort key.</param>
internal sealed record CountedCanary(KeySample Sample, long Requests, long WithoutKey);
