namespace Hub.Facade.Admin;

/// <summary>For whom a part of the own surface is.</summary>
internal enum OwnGroup
{
    /// <summary>For programs: what it does not have is a problem+json.</summary>
    ForPrograms,

    /// <summary>For people with a browser, who are asked for a token; it answers whatever lies below its path itself.</summary>
    WithPages,
}
