using Hub.Host.Shell;

namespace Hub.Host.Up;

/// <summary>Keeps two hubs from running on one data folder; the system lets go of it even when the hub is killed.</summary>
internal static class DataFolderLock
{
    /// <summary>Takes the folder until what is returned is disposed of.</summary>
    /// <param name="folder">The data folder, which is made where there is none.</param>
    /// <param name="notes">Where a person is told of files that were open to others; where hubs tell, if not given.</param>
    public static FileStream Take(string folder, TextWriter? notes = null)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException(
                $"The data folder '{folder}' cannot be made: {e.Message} Choose another with --data.");
        }

        DataFolderRights.Tighten(folder, notes ?? Terminal.Notes);
        try
        {
            return new FileStream(Path.Combine(folder, "hub.lock"), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException(
                $"The data folder '{folder}' is in use by another hub, or cannot be written: "
                + "stop that hub, or choose another folder with --data.");
        }
    }
}
