namespace Hub.Facade.Protecting;

/// <summary>Marks a request that legacy answered because the new side could not.</summary>
internal sealed class FellBack
{
    public static FellBack ToLegacy { get; } = new();
}

/// <summary>One try at a side that is protected, as those who forward it see it.</summary>
internal sealed class SideAttempt
{
    /// <summary>Whether a failure is not to be answered: somebody tries again, or elsewhere.</summary>
    public bool HoldsBack { get; private set; }

    /// <summary>Why the side failed, or null.</summary>
    public string? Failure { get; private set; }

    public void Begin(bool holdsBack) => (HoldsBack, Failure) = (holdsBack, null);

    /// <summary>The side failed.</summary>
    /// <returns>Whether nothing of it is to be answered.</returns>
    public bool Fail(string failure)
    {
        Failure = failure;
        return HoldsBack;
    }
}
