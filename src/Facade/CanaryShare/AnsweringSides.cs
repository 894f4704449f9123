namespace Hub.Facade.CanaryShare;

/// <summary>The sides that have answered requests of a cohort key.</summary>
[Flags]
internal enum AnsweringSides
{
    /// <summary>No side.</summary>
    None = 0,

    /// <summary>The legacy side.</summary>
    Legacy = 1,

    /// <summary>The new side.</summary>
    New = 2,
}
