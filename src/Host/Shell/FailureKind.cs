namespace Hub.Host.Shell;

/// <summary>Why a command failed, as far as it decides what helps.</summary>
internal enum FailureKind
{
    /// <summary>What was asked for cannot be done as things are.</summary>
    Refused,

    /// <summary>What was typed can never be right: a value, or a name that is not known.</summary>
    Usage,

    /// <summary>No hub answers.</summary>
    NoHub,

    /// <summary>The hub does not know the caller.</summary>
    NoToken,

    /// <summary>The caller's role or scope does not allow it.</summary>
    NoRight,
}
